"""Tests of the core: no Home Assistant anywhere."""
