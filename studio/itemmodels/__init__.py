"""Qt item models over services: plain data, no colours, no icons."""
