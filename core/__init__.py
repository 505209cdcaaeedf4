"""The teaching library behind the app: settings, runs and frames, without any user interface."""
