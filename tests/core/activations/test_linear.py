import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LinearRegression
from sklearn.metrics import r2_score
from torch import nn

from core.activations.linear import AXIS, best_plane, collapse, forward, multiply_out
from core.activations.random_layers import INITIALISATIONS, random_layers
from core.activations.settings import Settings
from core.nn.activations import ACTIVATIONS

stacks = st.builds(
    Settings,
    stack_layers=st.integers(1, 10),
    stack_width=st.integers(1, 64),
    initialisation=st.sampled_from(INITIALISATIONS),
    between=st.sampled_from(list(ACTIVATIONS)),
    seed=st.integers(0, 9999),
)


def layers_of(settings):
    sizes = [2] + [settings.stack_width] * (settings.stack_layers - 1) + [1]
    generator = torch.Generator().manual_seed(settings.seed)
    return random_layers(sizes, settings.initialisation, generator)


def module_of(layers, activation):
    """The stack as a learner would write it, in float64."""
    stack = nn.Sequential()
    for index, layer in enumerate(layers):
        if index:
            stack.append(activation())
        linear = nn.Linear(*reversed(layer.weight.shape))
        linear.load_state_dict({"weight": layer.weight, "bias": layer.bias})
        stack.append(linear)
    return stack.double()


def grid():
    x2, x1 = np.meshgrid(AXIS, AXIS, indexing="ij")
    # (points * points, 2); the axis goes through float32, as the stack's inputs do.
    return np.stack([x1.ravel(), x2.ravel()], axis=1).astype(np.float32).astype(np.float64)


def rounding_bound(layers, inputs):
    """What float32 may be off by: n roundings of the largest sum of sizes (Higham 2002, 3.1)."""
    size, roundings = np.abs(inputs), 0
    for layer in layers:
        weight, bias = layer.double()
        size = size @ weight.abs().numpy().T + bias.abs().numpy()
        roundings += weight.shape[1] + 1
    return roundings * np.finfo(np.float32).eps * size.max()


@given(settings=stacks)
def test_the_maps_are_those_of_the_same_stack_in_torch(settings):
    result, layers = collapse(settings), layers_of(settings)
    inputs = torch.tensor(grid())
    bent = module_of(layers, ACTIVATIONS[settings.between].module)(inputs).detach().numpy()
    stack = module_of(layers, nn.Identity)(inputs).detach().numpy()
    bound = rounding_bound(layers, grid())
    np.testing.assert_allclose(result.bent.ravel(), bent.ravel(), rtol=0, atol=1e-6 * bound)
    np.testing.assert_allclose(result.stack.ravel(), stack.ravel(), rtol=0, atol=bound)
    assert result.largest == np.abs(result.stack).max()


@given(settings=stacks)
def test_a_linear_stack_is_one_matrix_up_to_rounding(settings):
    result = collapse(settings)
    bound = 2 * rounding_bound(layers_of(settings), grid())
    assert result.difference == np.abs(result.stack - result.single).max()
    assert result.difference <= bound
    assert result.difference64 <= bound * 2**-29  # float64 keeps 29 bits more


@given(settings=stacks)
def test_the_plane_is_the_best_linear_map(settings):
    result = collapse(settings)
    outputs = result.bent.ravel()
    plane = LinearRegression().fit(grid(), outputs).predict(grid())
    scale = max(1.0, np.abs(outputs).max())
    np.testing.assert_allclose(result.plane.ravel(), plane, rtol=0, atol=1e-12 * scale)
    left = np.sqrt(np.mean((outputs - plane) ** 2))
    assert result.remaining == pytest.approx(left, abs=1e-12 * scale)
    if np.std(outputs) > 1e-6 * scale:
        assert result.remaining_share == pytest.approx(1 - r2_score(outputs, plane), abs=1e-9)
    assert 0 <= result.remaining_share <= 1 + 1e-9


def test_rows_run_along_x2_and_columns_along_x1():
    result = collapse(Settings())
    by_hand = result.matrix[0] * AXIS[None, :] + result.matrix[1] * AXIS[:, None] + result.bias
    np.testing.assert_allclose(result.single, by_hand, rtol=0, atol=1e-5 * result.largest)


def test_two_layers_multiply_out_to_the_formula():
    one, two = random_layers([3, 4, 2], "Xavier", torch.Generator().manual_seed(1))
    matrix, bias = multiply_out([one, two])
    assert torch.equal(matrix, two.weight @ one.weight)
    assert torch.equal(bias, two.weight @ one.bias + two.bias)


def test_one_layer_is_already_multiplied_out():
    result = collapse(Settings(stack_layers=1))
    assert result.difference == 0
    assert result.weights == 3
    assert result.remaining < 1e-14


def test_weights_are_counted_with_their_biases():
    settings = Settings(stack_layers=3, stack_width=8)
    module = module_of(layers_of(settings), nn.Identity)
    counted = sum(parameter.numel() for parameter in module.parameters())
    assert collapse(settings).weights == counted == (2 * 8 + 8) + (8 * 8 + 8) + (8 + 1)


def test_identity_in_between_leaves_nothing_for_the_plane():
    result = collapse(Settings(between="identity"))
    assert result.remaining < 1e-13 * result.largest
    np.testing.assert_allclose(result.bent, result.stack, rtol=0, atol=1e-5 * result.largest)


@pytest.mark.parametrize("name", [name for name in ACTIVATIONS if name != "identity"])
def test_any_activation_in_between_leaves_an_error(name):
    shares = [collapse(Settings(between=name, seed=seed)).remaining_share for seed in range(5)]
    assert min(shares) > 1e-4


def test_a_stack_that_is_silent_everywhere_is_a_constant():
    settings = (Settings(stack_layers=10, stack_width=1, between="ReLU", seed=s) for s in range(50))
    silent = [result for result in map(collapse, settings) if np.ptp(result.bent) == 0]
    assert silent
    assert {result.remaining_share for result in silent} == {0.0}


def test_the_best_plane_to_xor_says_one_half_everywhere():
    # Goodfellow et al. 2016, section 6.1.
    corners = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], dtype=torch.float64)
    xor = torch.tensor([[0.0], [1.0], [1.0], [0.0]], dtype=torch.float64)
    torch.testing.assert_close(best_plane(corners, xor), torch.full_like(xor, 0.5))


def test_no_activation_follows_the_last_layer():
    layers = random_layers([2, 1], "He", torch.Generator().manual_seed(0))
    inputs = torch.tensor(grid(), dtype=torch.float32)
    assert torch.equal(forward(layers, inputs, nn.ReLU()), forward(layers, inputs))


def test_the_same_settings_give_the_same_result_and_leave_global_numbers_alone():
    before = torch.get_rng_state()
    first, again = collapse(Settings(seed=5)), collapse(Settings(seed=5))
    other = collapse(Settings(seed=6))
    assert np.array_equal(first.bent, again.bent)
    assert not np.array_equal(first.bent, other.bent)
    assert torch.equal(torch.get_rng_state(), before)
