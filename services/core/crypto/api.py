from services.core.crypto.cipher import DecryptionFailed, blind_index, decrypt, encrypt, key_id, reencrypt
from services.core.crypto.fields import EncryptedTextField

__all__ = ["DecryptionFailed", "EncryptedTextField", "blind_index", "decrypt", "encrypt", "key_id", "reencrypt"]
