"""Connections that stand under the deadline of the call they work for.

urllib3, which requests brings along, makes the connections; these classes only tell
`deadline` which socket a call depends on, and bound the look-up of the host.
"""

import socket
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.poolmanager import PoolManager

from .deadline import Handle, current_call
from .resolver import resolve

_IDLE_RESOLVE_SECONDS = 30.0  # for the caller's own requests, which have no deadline of ours


class _Watched(HTTPConnection):
    """An HTTP connection with a handle on its socket."""

    _handle: Handle | None = None

    def _new_conn(self) -> socket.socket:
        connection = self._open()
        self._drop_handle()
        self._handle = Handle(connection)
        call = current_call()
        if call is not None:
            call.watch(self._handle)
        return connection

    def _open(self) -> socket.socket:
        """Connect to the first address that answers, each within the connect time-out and the call."""
        call = current_call()
        try:
            addresses = resolve(
                self._dns_host, self.port, call.remaining() if call else _IDLE_RESOLVE_SECONDS
            )
        except TimeoutError as error:
            raise ConnectTimeoutError(self, str(error)) from error
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        except OSError as error:
            raise NewConnectionError(self, str(error)) from error
        failure: OSError = OSError("no address found")
        for family, address in addresses:
            try:
                return self._connect_to(family, address)
            except OSError as error:
                failure = error
            if call is not None and not call.remaining():
                break
        if isinstance(failure, TimeoutError):
            raise ConnectTimeoutError(self, "connecting took too long") from failure
        raise NewConnectionError(self, str(failure)) from failure

    def _connect_to(self, family: socket.AddressFamily, address: tuple[Any, ...]) -> socket.socket:
        call, seconds = current_call(), self.timeout
        if call is not None:
            seconds = min(call.remaining() or 0.001, float(seconds or call.remaining()))
        connection = socket.socket(family, socket.SOCK_STREAM)
        try:
            for option in self.socket_options or []:
                connection.setsockopt(*option)
            connection.settimeout(seconds)
            if self.source_address:
                connection.bind(self.source_address)
            connection.connect(address)
        except BaseException:
            connection.close()
            raise
        return connection

    def request(self, *args: Any, **kwargs: Any) -> None:
        """Send a request for the call that this thread is in."""
        call = current_call()
        if call is not None and self._handle is not None:
            call.watch(self._handle)
        super().request(*args, **kwargs)

    def close(self) -> None:
        """Close the connection; an answer that is still being read keeps its deadline."""
        try:
            super().close()
        finally:
            self._drop_handle()

    def _drop_handle(self) -> None:
        handle, self._handle = self._handle, None
        if handle is not None:
            handle.drop()


class _WatchedTls(_Watched, HTTPSConnection):
    """An HTTPS connection with a handle on the socket beneath the encryption."""


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Watched


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _WatchedTls


class WatchedAdapter(HTTPAdapter):
    """requests' own adapter, with connections that stand under the deadline of a call."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        _watch_pools(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **kwargs)
        _watch_pools(manager)
        return manager


def _watch_pools(manager: PoolManager) -> None:
    """Make the manager open watched connections from now on."""
    manager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}
