"""The embedded demo gateway: first runs without a key, tests, screenshots, benchmarks."""

from studio.demo.http import RecordedRequest
from studio.demo.replay import ReplayScript
from studio.demo.server import DemoGateway

__all__ = ["DemoGateway", "RecordedRequest", "ReplayScript"]
