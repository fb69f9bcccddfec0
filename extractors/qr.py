"""A QR code as a picture, for letters."""

from base64 import b64encode
from io import BytesIO

DOT = 4  # pixels of a module: a code of 33 modules with its margin is 164 pixels wide


def qr_png(text: str) -> bytes:
    """A PNG of a QR code with its quiet zone, black on white; a quarter of it may be spoilt."""
    import zxingcpp
    from PIL import Image

    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="Q")
    target = BytesIO()
    picture = Image.fromarray(code.to_image(scale=DOT, add_quiet_zones=True))
    picture.convert("1").save(target, "PNG", optimize=True)
    return target.getvalue()


def qr_data_uri(text: str) -> str:
    """The same as an address that holds the picture itself (RFC 2397)."""
    return f"data:image/png;base64,{b64encode(qr_png(text)).decode()}"
