"""Digital Post: a fagsystem asks for a message to be sent, the channel is found here (RA-20), its fate goes back."""

from adapters.digital_post.adapter import Postindstillinger, digital_post

__all__ = ["Postindstillinger", "digital_post"]
