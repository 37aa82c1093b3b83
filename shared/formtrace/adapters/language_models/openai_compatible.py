"""A language model behind an OpenAI-compatible endpoint: OpenAI, vLLM, Ollama, llama.cpp and others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from formtrace.errors import CoachingError, MissingExtraError

if TYPE_CHECKING:
    from formtrace.coaching import Prompt

TIMEOUT_S = 60


class OpenAiModel:
    """A model by its name. The key is read from ``OPENAI_API_KEY``.

    Args:
        base_url: the endpoint; ``None`` reads ``OPENAI_BASE_URL``, or asks OpenAI.
    """

    def __init__(self, name: str, base_url: str | None = None) -> None:
        try:
            from openai import OpenAI, OpenAIError
        except ImportError:
            raise MissingExtraError.of("openai", "coach") from None
        self.name = name
        self._error = OpenAIError
        try:
            self._client = OpenAI(base_url=base_url, timeout=TIMEOUT_S, max_retries=2)
        except OpenAIError as error:
            raise CoachingError("Set OPENAI_API_KEY to the key of the language model's endpoint.") from error

    def answer(self, prompt: Prompt) -> str:
        """See :class:`formtrace.coaching.LanguageModel`."""
        try:
            answered = self._client.chat.completions.create(
                model=self.name,
                messages=[
                    {"role": "system", "content": prompt.system},
                    {"role": "user", "content": prompt.user},
                ],
                temperature=0.2,
            )
        except self._error as error:
            raise CoachingError(
                f"The endpoint {self._client.base_url} gave no answer from '{self.name}': {error}"
            ) from error
        return answered.choices[0].message.content or "" if answered.choices else ""
