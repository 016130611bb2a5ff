"""Models behind Hugging Face's router, which speaks OpenAI's chat completions."""

from __future__ import annotations

from folioscope.backends.llms.openai import OpenAIChat
from folioscope.backends.llms.reading import Patience
from folioscope.backends.llms.streamed import vendor_server

HUGGING_FACE_URL = "https://router.huggingface.co/v1"


def open_hugging_face(
    base_url: str, api_key: str, model: str, patience: Patience | None = None
) -> OpenAIChat:
    """A model by its repository, such as ``openai/gpt-oss-20b``, or an endpoint of one's own."""
    server = vendor_server(
        "Hugging Face", base_url, api_key, HUGGING_FACE_URL, "FOLIOSCOPE_HF_INFERENCE_URL"
    )
    return OpenAIChat(server.url, server.key, model, server, patience)
