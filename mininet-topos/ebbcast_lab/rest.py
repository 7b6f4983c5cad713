"""The controller's REST interface, as any client would use it."""

from __future__ import annotations

import base64
import http.client
import json
from typing import Any

from ebbcast_lab.process import LabError


class RestError(LabError):
    """An answer other than 2xx; ``problem`` is its problem+json."""

    def __init__(self, method: str, path: str, status: int, problem: dict) -> None:
        super().__init__(f"Tried {method} {path} but the controller answered {status}: "
                         + str(problem.get("detail") or problem.get("title")
                               or problem.get("message") or problem))
        self.status = status
        self.problem = problem


class Rest:
    """One connection per call: the lab restarts controllers under way.

    ``prefix`` stands before every path, ``credentials`` (user, password) go with every call.
    """

    def __init__(self, address: str = "127.0.0.1", port: int = 8080, prefix: str = "",
                 credentials: tuple[str, str] | None = None) -> None:
        self._address = address
        self._port = port
        self._prefix = prefix
        self._headers = {} if credentials is None else {
            "Authorization": "Basic " + base64.b64encode(":".join(credentials).encode()).decode()}

    def raw(self, method: str, path: str, body: bytes | None = None,
            headers: dict[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body, whatever they are."""
        connection = http.client.HTTPConnection(self._address, self._port, timeout=20)
        try:
            connection.request(method, self._prefix + path, body,
                               {**self._headers, **(headers or {})})
            answer = connection.getresponse()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def call(self, method: str, path: str, given: Any = None) -> Any:
        body = None if given is None else json.dumps(given).encode()
        headers = {"Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        try:
            status, _, text = self.raw(method, path, body, headers)
        except (OSError, http.client.HTTPException) as failure:
            raise LabError(f"Tried {method} {path} but: {failure}") from failure
        try:
            answer = json.loads(text) if text else None
        except ValueError:
            answer = {"detail": text.decode(errors="replace")[:300]}
        if not 200 <= status < 300:
            raise RestError(method, path, status, answer if isinstance(answer, dict) else {})
        return answer

    def is_up(self) -> bool:
        try:
            return self.call("GET", "/v1/health")["status"] == "UP"
        except LabError:
            return False

    def health(self) -> dict:
        return self.call("GET", "/v1/health")

    def agents(self) -> list[dict]:
        return self.call("GET", "/v1/agents")

    def topology(self) -> dict:
        return self.call("GET", "/v1/topology")

    def set_capacity(self, bits_per_second: int) -> None:
        self.call("PUT", "/v1/topology/capacity", {"capacityBitsPerSecond": bits_per_second})

    def distribute(self, image: str, targets: list[str], sources: list[str] | None = None,
                   import_into_docker: bool = True, encrypt: bool = False) -> dict:
        given: dict[str, Any] = {"image": image, "targets": targets,
                                 "importIntoDocker": import_into_docker}
        if sources:
            given["sources"] = sources
        if encrypt:
            given["encrypt"] = True
        return self.call("POST", "/v1/distributions", given)

    def distribution(self, identity: str) -> dict:
        return self.call("GET", f"/v1/distributions/{identity}")

    def cancel(self, identity: str) -> None:
        self.call("DELETE", f"/v1/distributions/{identity}")
