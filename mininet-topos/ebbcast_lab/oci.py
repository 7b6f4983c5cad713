"""A registry seen from outside: what it serves, and a way to seed it without Docker."""

from __future__ import annotations

import hashlib
import http.client
import json
from dataclasses import dataclass

from ebbcast_lab import netns
from ebbcast_lab.process import LabError

MANIFEST_TYPES = ("application/vnd.docker.distribution.manifest.v2+json",
                  "application/vnd.oci.image.manifest.v1+json")
CONFIG_TYPE = "application/vnd.oci.image.config.v1+json"
LAYER_TYPE = "application/vnd.oci.image.layer.v1.tar"
PIECE = 1 << 20


def digest_of(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


@dataclass(frozen=True)
class Content:
    """A manifest's bytes and the digests and sizes of its blobs."""

    manifest: bytes
    blobs: dict[str, int]

    @property
    def digest(self) -> str:
        return digest_of(self.manifest)


class Registry:
    """The registry that ``host``'s agent has on the loopback of its own network."""

    def __init__(self, host: str, port: int) -> None:
        self.host = host
        self._port = port

    def _request(self, method: str, path: str, body: bytes | None = None,
                 headers: dict[str, str] | None = None) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            connection.sock = netns.connect(self.host, "127.0.0.1", self._port, 60)
            connection.request(method, path, body, {"Connection": "close", **(headers or {})})
            return connection.getresponse()
        except OSError as failure:
            raise LabError(f"Tried {method} {path} at {self.host}'s registry but: "
                           f"{failure}") from failure

    def content(self, repository: str, reference: str) -> Content:
        """Fetches the manifest and names its blobs."""
        with self._request("GET", f"/v2/{repository}/manifests/{reference}",
                           headers={"Accept": ", ".join(MANIFEST_TYPES)}) as answer:
            body = answer.read()
            if answer.status != 200:
                raise LabError(f"Tried to fetch {repository}:{reference} from {self.host}'s "
                               f"registry but it answered {answer.status}: {body[:200]!r}")
        manifest = json.loads(body)
        parts = [manifest["config"], *manifest["layers"]]
        return Content(body, {part["digest"]: part["size"] for part in parts})

    def blob_digest(self, repository: str, digest: str) -> tuple[str, int]:
        """Digest and size of the bytes that are really served for ``digest``."""
        with self._request("GET", f"/v2/{repository}/blobs/{digest}") as answer:
            if answer.status != 200:
                raise LabError(f"Tried to fetch blob {digest} from {self.host}'s registry but it "
                               f"answered {answer.status}")
            actual, size = hashlib.sha256(), 0
            while piece := answer.read(PIECE):
                actual.update(piece)
                size += len(piece)
        return "sha256:" + actual.hexdigest(), size

    def has(self, repository: str, reference: str) -> bool:
        with self._request("HEAD", f"/v2/{repository}/manifests/{reference}",
                           headers={"Accept": ", ".join(MANIFEST_TYPES)}) as answer:
            return answer.status == 200

    def push(self, repository: str, tag: str, layers: list[bytes]) -> Content:
        """Uploads an image of the given layers, the way any OCI client does."""
        config = json.dumps({"architecture": "amd64", "os": "linux",
                             "rootfs": {"type": "layers",
                                        "diff_ids": [digest_of(layer) for layer in layers]}})
        blobs = [config.encode(), *layers]
        for blob in blobs:
            self._upload(repository, blob)

        def descriptor(blob: bytes, kind: str) -> dict:
            return {"mediaType": kind, "digest": digest_of(blob), "size": len(blob)}

        manifest = json.dumps({
            "schemaVersion": 2, "mediaType": MANIFEST_TYPES[1],
            "config": descriptor(blobs[0], CONFIG_TYPE),
            "layers": [descriptor(layer, LAYER_TYPE) for layer in layers]}).encode()
        self._expect(201, "PUT", f"/v2/{repository}/manifests/{tag}", manifest,
                     {"Content-Type": MANIFEST_TYPES[1]})
        return Content(manifest, {digest_of(blob): len(blob) for blob in blobs})

    def _upload(self, repository: str, blob: bytes) -> None:
        location = self._expect(202, "POST", f"/v2/{repository}/blobs/uploads/", b"")
        path = location.split("//", 1)[-1]
        path = path[path.index("/"):] if "//" in location else path
        separator = "&" if "?" in path else "?"
        self._expect(201, "PUT", f"{path}{separator}digest={digest_of(blob)}", blob,
                     {"Content-Type": "application/octet-stream"})

    def _expect(self, status: int, method: str, path: str, body: bytes,
                headers: dict[str, str] | None = None) -> str:
        with self._request(method, path, body, headers) as answer:
            said = answer.read()
            if answer.status != status:
                raise LabError(f"Tried {method} {path} at {self.host}'s registry but it answered "
                               f"{answer.status}: {said[:300]!r}")
            return answer.getheader("Location", "")
