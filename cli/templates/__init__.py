"""What `dramaturg new` writes: a folder for each sort of thing, a template for each of its files."""

__all__: list[str] = []
