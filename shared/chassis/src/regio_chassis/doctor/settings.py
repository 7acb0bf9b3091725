"""Settings that are right for a demo and wrong for the world."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from pydantic import SecretStr

from regio_chassis.doctor.findings import Finding, judged
from regio_chassis.settings import ServiceSettings

SHORTEST_SECRET = 32
GUESSED = frozenset({"", "admin", "changeme", "geheim", "password", "passwort", "postgres", "redis", "secret", "test"})


TRUST_THE_PROXY = "TRUSTED_PROXIES nennt die Adresse, von der der Proxy fragt"


def settings_findings(settings: ServiceSettings) -> list[Finding]:
    """Secrets, issuer, addresses, and switches that are for tests."""
    return [
        judged(
            "secret",
            _is_strong(settings.secret),
            well="ist lang und nicht zu erraten",
            ill="ist kurz oder zu erraten",
            mend="`regio init` schreibt ein neues, oder: openssl rand -hex 24",
        ),
        _sisters(settings),
        _password("database-password", settings.database_url, needed=settings.database_url.startswith("postgresql")),
        _password("redis-password", settings.redis_url, needed=not is_loopback(_host(settings.redis_url))),
        _issuer(settings.oidc_issuer),
        judged(
            "webhooks",
            not settings.webhooks_insecure,
            well="gehen nur über https und nur ins öffentliche Netz",
            ill="gehen auch über http und in private Netze",
            mend="WEBHOOKS_INSECURE weglassen; es ist für Tests",
        ),
        judged(
            "debug",
            settings.log_level != "DEBUG",
            well=f"das Protokoll beginnt bei {settings.log_level}",
            ill="das Protokoll enthält alles, was Bibliotheken sagen",
            mend="LOG_LEVEL auf INFO oder höher setzen",
        ),
        _proxies(settings),
        *(_feed(name, url) for name, url in settings.feeds.items()),
    ]


def is_loopback(host: str) -> bool:
    """Whether the host is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_inside(host: str) -> bool:
    """Whether what goes to the host stays on the machine or in a network of containers, whose names have no dot."""
    return is_loopback(host) or ("." not in host and ":" not in host)


def _host(url: str) -> str:
    return urlsplit(url).hostname or "localhost"


def _is_strong(secret: SecretStr) -> bool:
    text = secret.get_secret_value()
    return len(text) >= SHORTEST_SECRET and len(set(text)) >= 8 and text.lower() not in GUESSED


def _sisters(settings: ServiceSettings) -> Finding:
    given = list(settings.feed_tokens.values())
    taken = [token for tokens in settings.callers.values() for token in tokens if token.get_secret_value()]
    words = [token.get_secret_value() for token in (settings.secret, *given, *taken)]
    twice = len(set(words)) < len(words)
    return judged(
        "service-tokens",
        not twice and all(map(_is_strong, (*given, *taken))),
        well="sind lang, und für jeden Weg zwischen zwei Diensten gilt ein anderes",
        ill="eines gilt für mehr als einen Weg zwischen zwei Diensten" if twice else "eines ist kurz oder zu erraten",
        mend="`regio init` in einem leeren Ordner zeigt, wie sie aussehen",
    )


def _password(check: str, url: str, *, needed: bool) -> Finding:
    password = (urlsplit(url).password or "").lower()
    user = (urlsplit(url).username or "").lower()
    return judged(
        check,
        not needed or (password not in GUESSED and password != user and len(password) >= 16),
        well="ist gesetzt" if needed else "wird auf diesem Rechner nicht gebraucht",
        ill="fehlt, ist kurz oder zu erraten",
        mend="`regio init` schreibt eines; die Adresse nennt es",
    )


def _issuer(issuer: str | None) -> Finding:
    if issuer is None:
        return judged("issuer-setting", True, well="keiner: nur API-Schlüssel öffnen", ill="", mend="")
    address = urlsplit(issuer)
    if is_loopback(address.hostname or ""):
        return judged(
            "issuer-setting",
            False,
            well="",
            ill="ist der Aussteller der Vorführung: jeder ist dort, wer er will",
            mend="OIDC_ISSUER auf den Anmeldedienst des Hauses setzen",
        )
    return judged(
        "issuer-setting",
        address.scheme == "https",
        well="wird über https gefragt",
        ill="wird über http gefragt: wer dazwischen sitzt, ist dann jeder",
        mend="OIDC_ISSUER mit https:// angeben",
    )


def _proxies(settings: ServiceSettings) -> Finding:
    # The service itself speaks http, and at the root: whoever makes https or a path of it is a proxy.
    public = urlsplit(settings.public_url or "")
    proxied = bool(settings.root_path) or public.scheme == "https"
    return judged(
        "proxies",
        bool(settings.trusted_proxies) or not proxied,
        well="wem geglaubt wird, steht fest" if settings.trusted_proxies else "es wird keiner genannt",
        ill="keinem wird geglaubt, wer fragt: alle hinter dem Proxy teilen sich eine Grenze",
        mend=TRUST_THE_PROXY,
    )


def _feed(name: str, url: str) -> Finding:
    return judged(
        f"feed-{name}",
        urlsplit(url).scheme == "https" or is_inside(_host(url)),
        well="das Kennwort für den Dienst bleibt im Haus oder geht über https",
        ill="das Kennwort für den Dienst geht unverschlüsselt durchs Netz",
        mend="FEEDS mit https:// angeben",
    )
