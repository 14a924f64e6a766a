"""Sign and verify with Ed25519 (RFC 8032): raw keys and raw signatures, as the audit log's notes need."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from . import keyring


def new_seed() -> bytes:
    """Return the 32 random bytes that are a new signing key."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def public_of(seed: bytes) -> bytes:
    """Derive the 32 bytes of a signing key's public half."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def sign_with(seed: bytes, message: bytes) -> bytes:
    """Sign a message with a given key: 64 bytes, the same for the same message."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(message)


def sign(message: bytes) -> bytes:
    """Sign a message with the audit log's key.

    Raises:
        Unavailable: this process may not read the signing key, or it is missing.
    """
    return sign_with(keyring.current().signing_seed(), message)


def public_key() -> bytes:
    """Return the public half of the audit log's key, without needing the signing key."""
    return keyring.current().verifying_key()


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether a signature over a message was made by the key of this public half."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
