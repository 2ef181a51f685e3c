"""What people build in the automation editor: triggers, conditions and the action."""
