"""The aiohttp application around the endpoints: who may come in, and what goes wrong."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any

from aiohttp import web

from .answers import JSON, Call, RefusedError, empty
from .assumptions import ACCESS_REFUSED, TOKEN_REJECTED
from .exchanges import Exchange, SeenRequest, json_body, seen
from .faults import Faults
from .routes import ROUTES, Route
from .state import World
from .tokens import Tokens, token_error

API_PATH = "/energy-coordination/v1"
TOKEN_PATH = "/connect/token"
FORM = "application/x-www-form-urlencoded"
MAX_BODY = 16 * 1024**2

type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
type Observer = Callable[[Exchange], None]


@dataclass(slots=True)
class Gate:
    """Everything between the socket and the endpoints."""

    world: World
    tokens: Tokens
    tick: Callable[[], None]
    faults: Faults = field(default_factory=Faults)
    requests: list[SeenRequest] = field(default_factory=list)
    observers: list[Observer] = field(default_factory=list)
    is_open: bool = True
    at_work: set[asyncio.Task[Any]] = field(default_factory=set)

    def application(self) -> web.Application:
        """Return the application with all routes, its steps from the outside in."""
        steps = [self.attend, self.watch, self.fail, self.admit]
        app = web.Application(middlewares=steps, client_max_size=MAX_BODY)
        app.router.add_post(TOKEN_PATH, self.token)
        for route in ROUTES:
            app.router.add_route(route.method, API_PATH + route.path, self.endpoint(route))
        return app

    @web.middleware
    async def attend(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Remember who is waited for."""
        task = asyncio.current_task()
        waiting = {task} if task else set()
        self.at_work |= waiting
        try:
            return await handler(request)
        finally:
            self.at_work -= waiting

    @web.middleware
    async def watch(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let time pass, and keep what is asked and answered."""
        self.tick()
        asked = await seen(request)
        answer = await handler(request)
        seen_request = replace(asked, status=None if is_cut(request) else answer.status)
        self.requests.append(seen_request)
        for observer in self.observers:
            observer(Exchange(seen_request, answer.content_type, sent_body(answer)))
        return answer

    def hang_up(self) -> None:
        """Give up every request that is still waiting for its answer."""
        for task in self.at_work:
            task.cancel()

    @web.middleware
    async def fail(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Do to the request what the tests ordered."""
        fault = self.faults.take(request.method, request.rel_url.raw_path)
        if fault is None:
            return await handler(request)
        await fault.wait()
        answer = await handler(request) if fault.is_carried_out else None
        if fault.drop == "amid":
            await begin_an_answer(request)
        if fault.drop:
            cut(request)
        return fault.applied_to(answer)

    @web.middleware
    async def admit(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let in who shows a good token; what no route answers is refused without a body."""
        if request.path.startswith(API_PATH + "/"):
            if not self.tokens.accepts(request.headers.get("Authorization")):
                return replace(empty(TOKEN_REJECTED), headers={"WWW-Authenticate": "Bearer"}).to_response()
            if not self.is_open:
                return empty(ACCESS_REFUSED).to_response()
        try:
            return await handler(request)
        except web.HTTPException as err:
            return empty(HTTPStatus(err.status)).to_response()

    async def token(self, request: web.Request) -> web.Response:
        """POST /connect/token."""
        if request.content_type != FORM:
            return token_error("invalid_request").to_response()
        return self.tokens.grant(await request.post()).to_response()

    def endpoint(self, route: Route) -> Handler:
        """Return the handler of an endpoint."""

        async def handle(request: web.Request) -> web.Response:
            try:
                call = await read_call(request, reads_body=route.reads_body)
                return route.endpoint(self.world, call).to_response()
            except RefusedError as refused:
                return route.refuse(refused).to_response()

        return handle


async def read_call(request: web.Request, *, reads_body: bool) -> Call:
    """Return the request as an endpoint sees it."""
    try:
        body = await json_body(request) if reads_body else None
    except ValueError as err:
        raise RefusedError(about="body", why=str(err)) from err
    return Call(request.match_info, request.query, body)


def sent_body(answer: web.StreamResponse) -> bytes:
    """Return the bytes of an answer's body."""
    return answer.body if isinstance(answer, web.Response) and isinstance(answer.body, bytes) else b""


def cut(request: web.Request) -> None:
    """Close the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()


async def begin_an_answer(request: web.Request) -> None:
    """Send a success of a hundred bytes up to the fifth."""
    begun = web.StreamResponse(headers={"Content-Length": "100", "Content-Type": JSON})
    await begun.prepare(request)
    await begun.write(b'{"id"')
    await asyncio.sleep(0)


def is_cut(request: web.Request) -> bool:
    """Tell whether no answer can leave any more."""
    return request.transport is None or request.transport.is_closing()
