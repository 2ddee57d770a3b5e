"""How accounts work here, told to allauth."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request) -> bool:
        """Accounts are opened by the portal's administrators; signing up comes with the associations' space."""
        return False
