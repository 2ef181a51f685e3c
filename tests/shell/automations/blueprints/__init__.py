"""Automations that are made from our blueprints."""
