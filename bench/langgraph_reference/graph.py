"""One node that asks the scripted language model and streams what it says."""

import json
import os
from typing import TypedDict

import httpx
from langgraph.config import get_stream_writer
from langgraph.graph import END, START, StateGraph

CLIENT = httpx.AsyncClient(timeout=60, trust_env=False, limits=httpx.Limits(max_connections=500))


class State(TypedDict, total=False):
    """A question and its answer."""

    question: str
    answer: str


async def answer(state: State) -> State:
    """Pass the pieces on as they come."""
    write, text = get_stream_writer(), ""
    body = {"messages": [{"role": "user", "content": state["question"]}], "stream": True}
    url = f"{os.environ['BENCH_LLM_URL']}/chat/completions"
    async with CLIENT.stream("POST", url, json=body) as response:
        async for line in response.aiter_lines():
            for choice in json.loads(line[6:])["choices"] if line.startswith("data: {") else ():
                piece = choice["delta"].get("content", "")
                write({"text": piece})
                text += piece
    return {"answer": text}


graph = (
    StateGraph(State).add_node(answer).add_edge(START, "answer").add_edge("answer", END).compile()
)
