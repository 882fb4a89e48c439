"""A student without a browser: logs in, runs a notebook, answers its forms, moves its sliders.

Speaks to the hub as a browser does, to the kernel in its own protocol over the websocket, and to
the widgets as their front end would.
"""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

import requests
from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClosedError, websocket_connect

from reelab.course import workfile

NOTEBOOK = "reelab-course/01_reserves.ipynb"
PATIENCE = 600.0  # seconds, for a class that starts all at once
Model = dict[str, Any]


class KernelLostError(Exception):
    """The kernel was killed and is being started again; what was asked of it is lost."""


class Student:
    """A member of the class.

    Attributes
    ----------
    models : dict of str to dict
        The state of each widget of the notebook, by its id.
    errors : list of str
        What went wrong.
    """

    def __init__(self, url: str, name: str) -> None:
        self.url, self.name, self.password = url, name, f"{name}-password"
        self.models: dict[str, Model] = {}
        self.errors: list[str] = []
        self.token, self.kernel = "", ""
        self.web = requests.Session()  # what the student's browser would remember
        self._session = uuid.uuid4().hex
        self._socket: Any = None
        self._reader: asyncio.Task[None] | None = None
        self._ended: dict[str, asyncio.Future[None]] = {}
        self._shown: dict[str, list[str]] = {}
        self._rows: dict[str, float] = {}
        self.restarted = asyncio.Event()

    # The hub

    async def login(self) -> None:
        """Log in by the hub's form, wait for the server, get a token for what follows."""
        self.token = await asyncio.to_thread(self._login)

    def _login(self) -> str:
        page = self.enter(self.password)
        assert page.status_code != 403, f"{self.name} may not log in"
        end = time.monotonic() + PATIENCE
        while not urlsplit(page.url).path.startswith(f"/user/{self.name}/lab"):
            assert time.monotonic() < end, f"{self.name} waits at {page.url}"
            time.sleep(1)
            page = self.web.get(f"{self.url}/hub/user-redirect/lab", timeout=PATIENCE)
        cookies = {c.path: str(c.value) for c in self.web.cookies if c.name == "_xsrf"}
        headers = {"X-XSRFToken": cookies["/hub/"], "Referer": f"{self.url}/hub/"}
        api = f"{self.url}/hub/api/users/{self.name}/tokens"
        got = self.web.post(api, headers=headers, json={"note": "class"}, timeout=PATIENCE)
        got.raise_for_status()
        return str(got.json()["token"])

    def enter(self, password: str) -> requests.Response:
        """Fill in the hub's form; return the page that follows."""
        self.web.cookies.clear()
        self.web.get(f"{self.url}/hub/login", timeout=PATIENCE)
        form = {"username": self.name, "password": password, "_xsrf": self.web.cookies["_xsrf"]}
        return self.web.post(f"{self.url}/hub/login", data=form, timeout=PATIENCE)

    async def ask(self, path: str, owner: str = "", **options: Any) -> requests.Response:
        """Send a request to one's own server, or to another's."""
        address = f"{self.url}/user/{owner or self.name}/api/{path}"
        headers = {"Authorization": f"token {self.token}"}
        method = options.pop("method", "GET")
        return await asyncio.to_thread(
            requests.request, method, address, headers=headers, timeout=PATIENCE, **options
        )

    async def file(self, name: str) -> Any:
        """Return the content of a file in one's folder."""
        found = await self.ask(f"contents/{name}")
        found.raise_for_status()
        return found.json()["content"]

    async def work(self) -> dict[str, Any]:
        """Return the entries of one's work file."""
        content = await self.file("reelab-course/my-work.json")
        found = workfile.read(content if isinstance(content, str) else json.dumps(content))
        assert not found.damaged
        return {key: entry["value"] for key, entry in found.entries.items()}

    # The kernel

    async def open(self) -> None:
        """Start the notebook's kernel and connect to it."""
        wanted = {"path": NOTEBOOK, "name": NOTEBOOK, "type": "notebook",
                  "kernel": {"name": "python3"}}  # fmt: skip
        made = await self.ask("sessions", method="POST", json=wanted)
        made.raise_for_status()
        self.kernel = made.json()["kernel"]["id"]
        await self.connect()

    async def connect(self) -> None:
        """Connect to the kernel, trying again while hub or proxy are away."""
        place = f"{self.url}/user/{self.name}/api/kernels/{self.kernel}/channels"
        address = f"ws{place[4:]}?session_id={self._session}"
        headers = {"Authorization": f"token {self.token}"}
        end = time.monotonic() + PATIENCE
        while True:
            try:
                request = HTTPRequest(address, headers=headers, request_timeout=60)
                self._socket = await websocket_connect(request, max_message_size=2**26)
                break
            except Exception:  # refused, or an answer of a proxy that has no route yet
                assert time.monotonic() < end, f"{self.name} cannot connect"
                await asyncio.sleep(1)
        self._reader = asyncio.create_task(self._read(self._socket))

    async def close(self) -> None:
        """Hang up."""
        if self._reader:
            self._reader.cancel()
        if self._socket:
            self._socket.close()

    @property
    def connected(self) -> bool:
        """Whether the websocket is open."""
        return self._reader is not None and not self._reader.done()

    async def _read(self, socket: Any) -> None:
        while (text := await socket.read_message()) is not None:
            if isinstance(text, str):
                self._heard(json.loads(text), time.perf_counter())
        self._give_up(WebSocketClosedError())

    def _give_up(self, why: Exception) -> None:
        for waiting in self._ended.values():
            if not waiting.done():
                waiting.set_exception(why)

    def _heard(self, message: dict[str, Any], now: float) -> None:
        kind, content = message["header"]["msg_type"], message["content"]
        parent = message.get("parent_header", {}).get("msg_id", "")
        if kind == "comm_open":
            self.models[content["comm_id"]] = content["data"]["state"]
        elif kind == "comm_msg" and content["data"].get("method") == "update":
            state = content["data"]["state"]
            self.models.setdefault(content["comm_id"], {}).update(state)
            if state.get("rows") and any(state["rows"].values()):
                self._rows[parent] = now
        elif kind == "error":
            self.errors.append(f"{content['ename']}: {content['evalue']}")
        elif kind == "display_data" or kind == "execute_result":
            view = content["data"].get("application/vnd.jupyter.widget-view+json")
            self._shown.setdefault(parent, []).extend([view["model_id"]] if view else [])
        elif kind == "status":
            waiting = self._ended.get(parent)
            if content["execution_state"] == "restarting":
                self.restarted.set()
                self._give_up(KernelLostError())
            elif content["execution_state"] == "idle" and waiting and not waiting.done():
                waiting.set_result(None)

    async def _send(self, kind: str, content: dict[str, Any], patience: float = PATIENCE) -> str:
        """Send a message and wait until the kernel has dealt with it; return its id."""
        id = uuid.uuid4().hex
        header = {"msg_id": id, "username": self.name, "session": self._session,
                  "msg_type": kind, "version": "5.3", "date": "2026-01-01T00:00:00Z"}  # fmt: skip
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content,
                   "channel": "shell", "buffers": []}  # fmt: skip
        waiting = self._ended[id] = asyncio.get_running_loop().create_future()
        try:
            await self._socket.write_message(json.dumps(message))
            await asyncio.wait_for(waiting, patience)
        finally:
            self._ended.pop(id, None)
        return id

    async def run(self, code: str) -> list[str]:
        """Run a cell; return the ids of the widgets that it shows."""
        id = await self._send("execute_request", {
            "code": code, "silent": False, "store_history": True, "user_expressions": {},
            "allow_stdin": False, "stop_on_error": False,
        })  # fmt: skip
        return self._shown.pop(id, [])

    async def run_all(self, lesson: Sequence[str] = ()) -> None:
        """Run some cells, or the notebook in one's folder from top to bottom."""
        self.models.clear()
        if not lesson:
            cells = (await self.file(NOTEBOOK))["cells"]
            lesson = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
        for source in lesson:
            await self.run(source)

    async def wait_for_kernel(self, told: bool = False) -> None:
        """Wait until a kernel that was killed has been started again, and answers."""
        if not told:
            await asyncio.wait_for(self.restarted.wait(), PATIENCE)
        self.restarted.clear()
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                await self._send("kernel_info_request", {}, patience=3)
                return
            except (TimeoutError, KernelLostError):
                continue
        raise TimeoutError(f"{self.name}: the kernel did not come back")

    # The widgets

    async def set(self, id: str, **state: Any) -> str:
        """Change a widget as its front end would; return the id of the message."""
        data = {"method": "update", "state": state, "buffer_paths": []}
        self.models[id].update(state)
        return await self._send("comm_msg", {"comm_id": id, "data": data})

    async def click(self, id: str) -> None:
        """Press a button."""
        data = {"method": "custom", "content": {"event": "click"}}
        await self._send("comm_msg", {"comm_id": id, "data": data})

    def find(self, root: str = "", **state: Any) -> list[str]:
        """Return the ids of the widgets with this state, in the page or under one of them."""
        ids = self._under(root) if root else list(self.models)
        return [i for i in ids if all(self.models[i].get(k) == v for k, v in state.items())]

    def lab(self, **state: Any) -> str:
        """Return the id of the lab that has a widget with this state."""
        labs = [i for i, m in self.models.items() if "reelab-panel" in m.get("_dom_classes", ())]
        return next(i for i in labs if self.find(i, **state))

    def slider(self, lab: str, label: str) -> str:
        """Return the id of a lab's slider."""
        (found,) = self.find(lab, description=label, _model_name="FloatSliderModel")
        return found

    def _under(self, id: str) -> Iterator[str]:
        yield id
        for child in self.models[id].get("children", []):
            yield from self._under(child.removeprefix("IPY_MODEL_"))

    async def answer_all(self, number: int) -> None:
        """Commit a guess of one's own to every prediction, check every exercise, write a note."""
        for button in self.find(description="Commit") + self.find(description="Check"):
            forms = [i for i in self.models if button in self._under(i) and self._entries(i)]
            if not forms:  # of a question that is answered in code
                continue
            form = min(forms, key=lambda i: len(list(self._under(i))))
            for place, entry in enumerate(self._entries(form)):
                if self.models[entry]["_model_name"] == "TextModel":
                    await self.set(entry, value=str(number))
                else:
                    await self.set(entry, index=1 + place)
            await self.click(button)
        for area in self.find(_model_name="TextareaModel"):
            await self.set(area, value=f"A note of {self.name}")

    def _entries(self, form: str) -> list[str]:
        kinds = ("TextModel", "RadioButtonsModel", "DropdownModel")
        return [i for i in self._under(form) if self.models[i].get("_model_name") in kinds]

    async def move(self, slider: str, value: float, patience: float = 30) -> float:
        """Move a slider; return the seconds until the kernel's rows for it are here."""
        start = time.perf_counter()
        data = {"method": "update", "state": {"value": value}, "buffer_paths": []}
        self.models[slider]["value"] = value
        id = await self._send("comm_msg", {"comm_id": slider, "data": data}, patience)
        if id not in self._rows:
            raise TimeoutError(f"{self.name}: no rows came for {value}")
        return self._rows.pop(id) - start
