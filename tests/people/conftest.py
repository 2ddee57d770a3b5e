import pytest
from django.test import Client


@pytest.fixture
def client_factory():
    """Return what makes another browser."""
    return Client


@pytest.fixture
def confirmed():
    """Return what signs a browser in and shows that it is still the same person, by the password."""
    from tests import factories

    def sign_in(client: Client, who) -> Client:
        client.post("/compte/connexion/", {"login": who.email, "password": factories.PASSWORD})
        client.post("/compte/verification/", {"password": factories.PASSWORD})
        return client

    return sign_in
