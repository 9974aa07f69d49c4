"""Parameters of a request, as the details of an image read them."""

from studio.ui.images.wording import parameter_name, parameter_rows


def test_what_is_inside_others_is_read_by_itself() -> None:
    sent = {
        "aspect_ratio": "16:9",
        "n": 2,
        "modalities": ("image", "text"),
        "top_p": 0.9,
        "extra": {"style": "vivid", "google": {"person": "none"}, "hd": True, "x": None},
        "user": "u" * 121,
    }
    rows = [(parameter_name(name), text) for name, text in parameter_rows(sent)]
    assert rows == [
        ("Aspect ratio", "16:9"),
        ("Images wanted", "2"),
        ("Modalities", "image, text"),
        ("Top P", "0.9"),
        ("Style", "vivid"),
        ("Person", "none"),
        ("Hd", "true"),
    ]
