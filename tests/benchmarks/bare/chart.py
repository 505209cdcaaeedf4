"""A bare page that shows one chart: no first picture drawn by plotly.js can be much sooner."""

import plotly.graph_objects as go
import streamlit as st

st.plotly_chart(go.Figure(go.Scatter(x=[0, 1], y=[0, 1])))
