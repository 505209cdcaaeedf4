import sys; sys.path.insert(0, str(__import__("pathlib").Path(__file__).parents[1]))
import streamlit as st
from app import sketch
where = st.radio("page", ["pad", "other"], horizontal=True)
few = st.radio("classes", [2, 3], horizontal=True)
begin = st.radio("start", ["none", "three"], horizontal=True)
if where == "pad":
    drawn = sketch.points(key="pad", labels=("class A", "class B", "class C")[:few], colours=("#E8830C", "#1B76BC", "#12A17E")[:few],
      x_range=(-6, 6), y_range=(-6, 6), start=() if begin == "none" else [(0, 0, 0), (1, 2, 1), (-3, 4, 0)], alt="A pad for your own points.")
    st.session_state.runs = st.session_state.get("runs", 0) + 1
    st.text(f"RUN {st.session_state.runs} GOT {len(drawn)} {[sum(p[2]==c for p in drawn) for c in range(3)]} {drawn[:3]}")
