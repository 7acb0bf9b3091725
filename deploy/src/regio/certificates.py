"""What Redis and PostgreSQL need to speak TLS only: an authority of this installation, and a certificate for each."""

from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

SERVERS = ("redis", "postgres")
"""Their names in the network of the containers, too."""
VALID = timedelta(days=5 * 365)
RENEW = timedelta(days=60)
"""So long before the end there should be new ones."""


def folder_of(file: Path) -> Path:
    """Where the certificates stand that belong to the secrets in ``file``."""
    return file.parent / "tls"


def write_certificates(folder: Path, *, at: datetime) -> list[str]:
    """
    Write ``ca.crt``, and a folder per server with ``server.crt`` and ``server.key``; returns the files' names.

    The key of the authority is kept nowhere: nobody can make another certificate that the services believe, and who
    needs new ones makes all of them anew.

    Raises:
        FileExistsError: the folder is there.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    authority = _authority(key, at)
    written = {"ca.crt": authority.public_bytes(Encoding.PEM)}
    for server in SERVERS:
        own = ec.generate_private_key(ec.SECP256R1())
        written[f"{server}/server.crt"] = _signed(server, own, authority, key).public_bytes(Encoding.PEM)
        written[f"{server}/server.key"] = own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    # Only the owner gets in. What is inside is mounted into containers, whose users are others and have to read it.
    folder.mkdir(mode=0o700)
    for name, text in written.items():
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(text)
        file.chmod(0o644)
    for server in SERVERS:
        (folder / server).chmod(0o755)
    return list(written)


def valid_until(folder: Path) -> datetime:
    """
    When the first of the certificates ends.

    Raises:
        OSError: one is missing.
        ValueError: one is none.
    """
    files = [folder / "ca.crt", *(folder / server / "server.crt" for server in SERVERS)]
    return min(x509.load_pem_x509_certificate(file.read_bytes()).not_valid_after_utc for file in files)


def _authority(key: ec.EllipticCurvePrivateKey, at: datetime) -> x509.Certificate:
    name = _name("Regionale Projekte")
    return (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        # A clock that is behind must not refuse what was made a moment ago.
        .not_valid_before(at - timedelta(hours=1))
        .not_valid_after(at + VALID)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _signed(
    server: str, own: ec.EllipticCurvePrivateKey, authority: x509.Certificate, key: ec.EllipticCurvePrivateKey
) -> x509.Certificate:
    names = [x509.DNSName(server), x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    public = own.public_key()
    return (
        x509.CertificateBuilder(authority.subject, _name(server), public, x509.random_serial_number())
        .not_valid_before(authority.not_valid_before_utc)
        .not_valid_after(authority.not_valid_after_utc)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
