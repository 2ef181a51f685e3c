"""What homes and devices show: the curve for cards, the home as a whole, prices, how fresh it all is."""
