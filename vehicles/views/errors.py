"""What is shown when a request cannot be answered."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  Django passes it
    """Say that a form was open too long, or came from elsewhere."""
    return render(request, "403_csrf.html", status=403)
