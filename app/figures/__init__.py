"""Pictures: one file a concept, pure functions from frames to panels, no Streamlit in them."""
