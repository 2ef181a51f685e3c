"""What reading a page and the start of an interval cost, as ratios that hold on any machine; ``scripts/bench``."""
