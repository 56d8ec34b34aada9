"""Linking: who a friend is in the operator's own service, one member to one friend, both ways."""
