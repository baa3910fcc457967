"""Runs the adapter: `python -m adapters.digital_post`."""

from adapters.digital_post import digital_post

if __name__ == "__main__":
    digital_post.koer()
