"""The user interface: everything that knows Streamlit, and the figures that know plotly."""
