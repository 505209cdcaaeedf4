import numpy as np
import streamlit as st

from app import page, plot, theme
from app.plot import Panel, Raster

page.header("activations")
t = theme.current()
n = st.sidebar.slider("n", 1, 100, 3, key="n")
x = np.linspace(-6, 6, 200)
lay = t.layout(
    x="x1", y="x2", xaxis={"range": [-3, 3]}, yaxis={"range": [-3, 3], "scaleanchor": "x"}
)
g = np.linspace(-3, 3, 50)
m = np.tanh(np.outer(g, g) * n / 10)
r = Raster(
    ((m + 1) / 2 * 255).astype(np.uint8),
    t.diverging,
    (-3, 3),
    (-3, 3),
    tuple(f"{i / 255:.2f}" for i in range(256)),
)
rng = np.random.default_rng(0)
pts = rng.normal(size=(2, 100))
a = Panel(
    "Map",
    "a map",
    [
        {
            "type": "scatter",
            "mode": "markers",
            "x": pts[0],
            "y": pts[1],
            "marker": {"color": t.classes[0]},
        }
    ],
    lay,
    r,
    height=340,
)
b = Panel(
    "Curve",
    "a curve",
    [{"type": "scatter", "x": x, "y": np.tanh(x * n / 10), "mode": "lines"}],
    t.layout(x="input", y="value", yaxis={"range": [-1.1, 1.1]}),
    height=340,
)
st.write(
    plot.show([{"a": a, "b": b}], key="stage", rows=[[("a", 5), ("b", 7)]], labels=["epoch 1"])
)
