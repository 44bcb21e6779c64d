"""The relations that numbers of a bulletin must keep, one family a module (勾稽关系)."""
