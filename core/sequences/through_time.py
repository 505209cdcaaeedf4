"""RNN, GRU and LSTM layers side by side in one network, and backpropagation through time by hand.

torch's own layers run one network each, and autograd keeps a node for every operation of every
step. Here several networks of one kind share each operation through a leading dimension of models,
and the way back is written out: it is a loop over the same steps from the last to the first, which
also has what autograd hides, the gradient that arrives at every hidden state.

Left out: several layers, both directions, and gradients with respect to the input.

References: Werbos 1990 (backpropagation through time); Hochreiter and Schmidhuber 1997; Gers et
al. 2000 (the forget gate); Cho et al. 2014 (GRU); Williams and Peng 1990 (truncation). The
equations and the order of the gates are those of ``torch.nn.RNN``, ``GRU`` and ``LSTM``.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

LAYERS: dict[str, type[nn.RNNBase]] = {"RNN": nn.RNN, "GRU": nn.GRU, "LSTM": nn.LSTM}
KINDS = tuple(LAYERS)
GATES = {"RNN": 1, "GRU": 3, "LSTM": 4}  # blocks of units in a layer's weights


class Layers:
    """``models`` layers of one kind, each as wide as the others.

    Parameters, with G for the kind's number of gates: ``w_input`` (models, inputs, G·units),
    ``w_hidden`` (models, units, G·units), ``b_input`` and ``b_hidden`` (models, 1, G·units). They
    start as copies of the torch layers' own, whose outputs and gradients are the same.
    """

    def __init__(self, layers: Sequence[nn.RNNBase]) -> None:
        self.kind = layers[0].mode.split("_")[0]  # torch calls its tanh RNN "RNN_TANH"
        self.units = layers[0].hidden_size
        self.w_input = _stack([layer.weight_ih_l0.T for layer in layers])
        self.w_hidden = _stack([layer.weight_hh_l0.T for layer in layers])
        self.b_input = _stack([layer.bias_ih_l0[None] for layer in layers])
        self.b_hidden = _stack([layer.bias_hh_l0[None] for layer in layers])
        self.parameters = [self.w_input, self.w_hidden, self.b_input, self.b_hidden]
        for parameter in self.parameters:
            parameter.grad = torch.zeros_like(parameter)

    def forward(self, x: Tensor) -> Tensor:
        """Read ``x`` (T, models, B, inputs) from zero states; the last hidden state (models, B, units).

        Keeps what ``backward`` needs; ``hidden`` is (T + 1, models, B, units), first the zeros.
        """
        steps, models, rows, _ = x.shape
        self._x = x
        wide = GATES[self.kind] * self.units
        # All inputs at once: (T, models, B, inputs) -> (models, T·B, inputs) -> (T, models, B, G·units)
        flat = x.transpose(0, 1).reshape(models, steps * rows, -1)
        self.gates = torch.baddbmm(self.b_input, flat, self.w_input)
        self.gates = self.gates.view(models, steps, rows, wide).transpose(0, 1).contiguous()
        if self.kind != "GRU":  # whose new gate scales what comes from the state, its bias included
            self.gates += self.b_hidden
        self.hidden = x.new_zeros(steps + 1, models, rows, self.units)
        if self.kind == "LSTM":
            self.cell = torch.zeros_like(self.hidden)
            self._bounded = torch.zeros_like(self.hidden)
        if self.kind == "GRU":
            self._inner = x.new_empty(steps, models, rows, self.units)
        step = {"RNN": self._rnn, "GRU": self._gru, "LSTM": self._lstm}[self.kind]
        for t in range(steps):
            step(t)
        return self.hidden[-1]

    def backward(self, gradient: Tensor, *, truncate: int = 0) -> Tensor:
        """From d loss / d last hidden state to the parameters' ``grad`` and to every hidden state.

        Returns d loss / d h_t, (T, models, B, units). With ``truncate`` nothing flows further back
        than so many steps at a time: what lies before gets none.
        """
        steps = len(self.gates)
        at_hidden = torch.zeros_like(self.hidden[1:])
        at_gates = torch.zeros_like(self.gates)
        # What arrives at the product of state and weights; the GRU's new gate is the exception.
        at_product = torch.zeros_like(self.gates) if self.kind == "GRU" else at_gates
        back = {"RNN": self._rnn_back, "GRU": self._gru_back, "LSTM": self._lstm_back}[self.kind]
        transposed = self.w_hidden.transpose(1, 2).contiguous()
        at_hidden[-1] = gradient
        at_cell = torch.zeros_like(gradient)
        for t in reversed(range(steps)):
            if truncate and steps - 1 - t >= truncate:
                break
            at_cell, direct = back(t, at_hidden[t], at_cell, at_gates[t], at_product[t])
            if t:
                torch.bmm(at_product[t], transposed, out=at_hidden[t - 1])
                if direct is not None:
                    at_hidden[t - 1] += direct
        self._collect(at_gates, at_product)
        return at_hidden

    def _rnn(self, t: int) -> None:
        self.gates[t].baddbmm_(self.hidden[t], self.w_hidden)
        torch.tanh(self.gates[t], out=self.hidden[t + 1])

    def _rnn_back(
        self, t: int, at_hidden: Tensor, at_cell: Tensor, at_gates: Tensor, _: Tensor
    ) -> tuple[Tensor, None]:
        torch.ops.aten.tanh_backward.grad_input(
            at_hidden, self.hidden[t + 1], grad_input=at_gates
        )  # (1 - tanh²) of what arrives
        return at_cell, None

    def _lstm(self, t: int) -> None:
        units = self.units
        gates = self.gates[t].baddbmm_(self.hidden[t], self.w_hidden)
        i, f, g, o = gates.split(units, dim=-1)
        gates[..., : 2 * units].sigmoid_()
        g.tanh_()
        o.sigmoid_()
        cell = torch.mul(f, self.cell[t], out=self.cell[t + 1]).addcmul_(i, g)
        torch.tanh(cell, out=self._bounded[t + 1])
        torch.mul(o, self._bounded[t + 1], out=self.hidden[t + 1])

    def _lstm_back(
        self, t: int, at_hidden: Tensor, at_cell: Tensor, at_gates: Tensor, _: Tensor
    ) -> tuple[Tensor, None]:
        units = self.units
        i, f, g, o = self.gates[t].split(units, dim=-1)
        bounded = self._bounded[t + 1]
        at_cell = at_cell + torch.ops.aten.tanh_backward(at_hidden * o, bounded)
        at_i, at_f, at_g, at_o = at_gates.split(units, dim=-1)
        torch.mul(at_cell, g, out=at_i)
        torch.mul(at_cell, self.cell[t], out=at_f)
        torch.mul(at_hidden, bounded, out=at_o)
        both, at_both = self.gates[t][..., : 2 * units], at_gates[..., : 2 * units]
        at_both.copy_(torch.ops.aten.sigmoid_backward(at_both, both))
        at_o.copy_(torch.ops.aten.sigmoid_backward(at_o, o))
        at_g.copy_(torch.ops.aten.tanh_backward(at_cell * i, g))
        return at_cell * f, None

    def _gru(self, t: int) -> None:
        units = self.units
        before = self.hidden[t]
        product = torch.baddbmm(self.b_hidden, before, self.w_hidden)
        r, z, n = self.gates[t].split(units, dim=-1)
        two = self.gates[t][..., : 2 * units]
        two.add_(product[..., : 2 * units]).sigmoid_()
        self._inner[t] = product[..., 2 * units :]
        n.addcmul_(r, self._inner[t]).tanh_()
        torch.lerp(n, before, z, out=self.hidden[t + 1])  # (1 - z) n + z h

    def _gru_back(
        self, t: int, at_hidden: Tensor, at_cell: Tensor, at_gates: Tensor, at_product: Tensor
    ) -> tuple[Tensor, Tensor]:
        units = self.units
        r, z, n = self.gates[t].split(units, dim=-1)
        at_r, at_z, at_n = at_gates.split(units, dim=-1)
        kept = at_hidden * z
        at_n.copy_(torch.ops.aten.tanh_backward(at_hidden - kept, n))
        torch.mul(at_hidden, self.hidden[t] - n, out=at_z)
        torch.mul(at_n, self._inner[t], out=at_r)
        two, at_two = self.gates[t][..., : 2 * units], at_gates[..., : 2 * units]
        at_two.copy_(torch.ops.aten.sigmoid_backward(at_two, two))
        at_product.copy_(at_gates)
        at_product[..., 2 * units :] *= r
        return at_cell, kept

    def _collect(self, at_gates: Tensor, at_product: Tensor) -> None:
        """The weights' gradients: sums over all steps and rows, in one product each."""
        models = at_gates.shape[1]

        def flat(values: Tensor) -> Tensor:  # (T, models, B, n) -> (models, T·B, n)
            return values.transpose(0, 1).reshape(models, -1, values.shape[-1])

        gates, product = flat(at_gates), flat(at_product)
        torch.bmm(flat(self._x).transpose(1, 2), gates, out=self.w_input.grad)
        torch.bmm(flat(self.hidden[:-1]).transpose(1, 2), product, out=self.w_hidden.grad)
        # (models, T·B, wide) -> (models, 1, wide)
        torch.sum(gates, dim=1, keepdim=True, out=self.b_input.grad)
        torch.sum(product, dim=1, keepdim=True, out=self.b_hidden.grad)


def _stack(tensors: Sequence[Tensor]) -> Tensor:
    return torch.stack([tensor.detach() for tensor in tensors]).contiguous()
