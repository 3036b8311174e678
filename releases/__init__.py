"""What comes out: exports of the accepted samples."""

__all__: list[str] = []
