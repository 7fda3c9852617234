"""What every engine must do, written once and run over each engine there is: see ``members.py``."""
