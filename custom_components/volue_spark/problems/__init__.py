"""What a person has to mend: noticed, shown as a repair, taken away when it is solved."""
