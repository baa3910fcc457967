"""What a machine needs beside Python: a Docker engine, images, secrets, a stack. `python -m scripts.<name>` from the root."""
