"""Networks that read a sequence step by step: RNN, GRU and LSTM."""
