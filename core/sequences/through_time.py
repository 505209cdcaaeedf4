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

from collections.abc import Callable, Iterator, Sequence

import torch
from torch import Tensor, nn

LAYERS: dict[str, Callable[..., nn.RNNBase]] = {"RNN": nn.RNN, "GRU": nn.GRU, "LSTM": nn.LSTM}
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
        w_input, w_hidden, b_input, b_hidden = zip(
            *(layer.all_weights[0] for layer in layers), strict=True
        )
        self.w_input = _stack([weight.T for weight in w_input])
        self.w_hidden = _stack([weight.T for weight in w_hidden])
        self.b_input = _stack([bias[None] for bias in b_input])
        self.b_hidden = _stack([bias[None] for bias in b_hidden])
        self.parameters = [self.w_input, self.w_hidden, self.b_input, self.b_hidden]
        for parameter in self.parameters:
            parameter.grad = torch.zeros_like(parameter)

    def forward(self, x: Tensor) -> Tensor:
        """The last hidden state (models, B, units) after ``x`` (T, models, B, inputs), from zeros.

        Keeps what ``backward`` needs; ``hidden`` is (T + 1, models, B, units), first the zeros.
        """
        steps, models, rows, _ = x.shape
        self._x = x
        wide = GATES[self.kind] * self.units
        # All inputs at once:
        # (T, models, B, inputs) -> (models, T·B, inputs) -> (T, models, B, G·units)
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
        walk = {"RNN": self._rnn, "GRU": self._gru, "LSTM": self._lstm}[self.kind]
        walk()
        return self.hidden[-1]

    def backward(self, gradient: Tensor, *, truncate: int = 0) -> Tensor:
        """From d loss / d last hidden state to the parameters' ``grad`` and to every hidden state.

        Returns d loss / d h_t, (T, models, B, units). With ``truncate`` nothing flows further back
        than so many steps at a time: what lies before gets none.
        """
        steps = len(self.gates)
        at_hidden = torch.zeros_like(self.hidden[1:])
        at_hidden[-1] = gradient
        at_gates = torch.zeros_like(self.gates)
        # What arrives at the product of state and weights; the GRU's new gate is the exception.
        at_product = torch.zeros_like(self.gates) if self.kind == "GRU" else at_gates
        back = {"RNN": self._rnn_back, "GRU": self._gru_back, "LSTM": self._lstm_back}[self.kind]
        last = max(0, steps - truncate) if truncate else 0
        transposed = self.w_hidden.transpose(1, 2).contiguous()
        back(at_hidden[last:], at_gates[last:], at_product[last:], transposed, slice(last, None))
        self._collect(at_gates, at_product)
        return at_hidden

    # All factors of the way back are known before it begins, for all steps at once. Only the
    # gradient that arrives has to go step by step.

    def _rnn(self) -> None:
        for gate, before, after in zip(self.gates, self.hidden, self.hidden[1:], strict=False):
            torch.tanh(gate.baddbmm_(before, self.w_hidden), out=after)

    def _rnn_back(
        self, at_hidden: Tensor, at_gates: Tensor, _: Tensor, transposed: Tensor, part: slice
    ) -> None:
        slope = 1 - self.hidden[1:][part].square()
        arrived = at_hidden.unbind()
        for t, (gates, through) in _from_the_end(at_gates, slope):
            torch.mul(arrived[t], through, out=gates)
            if t:
                torch.bmm(gates, transposed, out=arrived[t - 1])

    def _lstm(self) -> None:
        units = self.units
        two = self.gates[..., : 2 * units].unbind()
        i, f, g, o = (gate.unbind() for gate in self.gates.split(units, dim=-1))
        gates, hidden = self.gates.unbind(), self.hidden.unbind()
        cell, bounded = self.cell.unbind(), self._bounded.unbind()
        for t in range(len(gates)):
            gates[t].baddbmm_(hidden[t], self.w_hidden)
            two[t].sigmoid_()
            g[t].tanh_()
            o[t].sigmoid_()
            torch.mul(f[t], cell[t], out=cell[t + 1]).addcmul_(i[t], g[t])
            torch.tanh(cell[t + 1], out=bounded[t + 1])
            torch.mul(o[t], bounded[t + 1], out=hidden[t + 1])

    def _lstm_back(
        self, at_hidden: Tensor, at_gates: Tensor, _: Tensor, transposed: Tensor, part: slice
    ) -> None:
        i, f, g, o = self.gates[part].split(self.units, dim=-1)
        bounded = self._bounded[1:][part]
        at_output = bounded * o * (1 - o)
        to_cell = o * (1 - bounded.square())
        # From the cell to input gate, forget gate and candidate: (T, models, B, 3, units)
        to_gates = torch.stack(
            [g * i * (1 - i), self.cell[:-1][part] * f * (1 - f), i * (1 - g.square())], dim=-2
        )
        at_cell = torch.zeros_like(at_hidden[0])
        arrived = at_hidden.unbind()
        # (T, models, B, 4·units) -> (T, models, B, 4, units)
        blocks = at_gates.unflatten(-1, (4, self.units))
        every = at_gates, blocks[..., :3, :], blocks[..., 3, :], to_cell, to_gates, at_output, f
        for t, (gates, three, output, cell, through, shown, kept) in _from_the_end(*every):
            at_cell.addcmul_(arrived[t], cell)
            torch.mul(at_cell[..., None, :], through, out=three)
            torch.mul(arrived[t], shown, out=output)
            if t:
                torch.bmm(gates, transposed, out=arrived[t - 1])
                at_cell *= kept

    def _gru(self) -> None:
        units = self.units
        r, z, n = (gate.unbind() for gate in self.gates.split(units, dim=-1))
        two = self.gates[..., : 2 * units].unbind()
        hidden, inner = self.hidden.unbind(), self._inner.unbind()
        for t in range(len(two)):
            product = torch.baddbmm(self.b_hidden, hidden[t], self.w_hidden)
            two[t].add_(product[..., : 2 * units]).sigmoid_()
            inner[t].copy_(product[..., 2 * units :])
            n[t].addcmul_(r[t], inner[t]).tanh_()
            torch.lerp(n[t], hidden[t], z[t], out=hidden[t + 1])  # (1 - z) n + z h

    def _gru_back(
        self,
        at_hidden: Tensor,
        at_gates: Tensor,
        at_product: Tensor,
        transposed: Tensor,
        part: slice,
    ) -> None:
        r, z, n = self.gates[part].split(self.units, dim=-1)
        to_new = (1 - z) * (1 - n.square())
        to_reset = to_new * self._inner[part] * r * (1 - r)
        to_update = (self.hidden[:-1][part] - n) * z * (1 - z)
        to_product = torch.stack([to_reset, to_update, to_new * r], dim=-2)
        arrived = at_hidden.unbind()
        # (T, models, B, 3·units) -> (T, models, B, 3, units)
        blocks = at_product.unflatten(-1, (3, self.units))
        for t, (product, three, through, kept) in _from_the_end(at_product, blocks, to_product, z):
            torch.mul(arrived[t][..., None, :], through, out=three)
            if t:
                torch.baddbmm(arrived[t] * kept, product, transposed, out=arrived[t - 1])
        at_gates.copy_(at_product)
        torch.mul(at_hidden, to_new, out=at_gates[..., 2 * self.units :])

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


def _from_the_end(*sequences: Tensor) -> Iterator[tuple[int, tuple[Tensor, ...]]]:
    """The steps t of sequences (T, ...), the last first, each with what they hold there."""
    steps = list(enumerate(zip(*(sequence.unbind() for sequence in sequences), strict=True)))
    return reversed(steps)


def _stack(tensors: Sequence[Tensor]) -> Tensor:
    return torch.stack([tensor.detach() for tensor in tensors]).contiguous()
