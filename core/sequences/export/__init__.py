"""Programs to take home: one for each of the page's views that has something to run.

They train with the same numbers as the page, from the same initial weights on the same batches.

Left out: the pictures, and all seeds of the memory race but the first.
"""

from core.sequences.export.cell import cell_script
from core.sequences.export.characters import characters_script
from core.sequences.export.forecast import forecast_script
from core.sequences.export.memory import memory_script

__all__ = ["cell_script", "characters_script", "forecast_script", "memory_script"]
