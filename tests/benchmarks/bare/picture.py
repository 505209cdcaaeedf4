"""A bare page that imports torch and shows a chart: the reference for a first picture."""

import plotly.graph_objects as go
import streamlit as st
import torch

x = torch.linspace(-6, 6, 200)
st.plotly_chart(go.Figure(go.Scatter(x=x.numpy(), y=torch.tanh(x).numpy())))
