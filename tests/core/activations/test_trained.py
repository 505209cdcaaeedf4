import pytest
import torch
from torch import nn

from core import train
from core.activations.trained import pre_activations
from core.train.network import build


def network(**chosen):
    settings = train.Settings(hidden=(5, 4, 3), activation="ReLU", **chosen)
    return build(settings, 2, 1)


def seen_by(modules, net, x):
    """What arrives at these modules when the network is run as it is used, by torch's hooks."""
    arrived = []
    hooks = [
        module.register_forward_pre_hook(lambda _, inputs: arrived.append(inputs[0].detach()))
        for module in modules
    ]
    net.eval()
    net(x)
    net.train()
    for hook in hooks:
        hook.remove()
    return arrived


@pytest.mark.parametrize(
    "chosen", [{}, {"dropout": 0.5}, {"normalisation": "batch"}, {"normalisation": "layer"}]
)
def test_they_are_what_torch_hands_to_each_activation(chosen):
    net = network(**chosen)
    x = torch.randn(20, 2, generator=torch.Generator().manual_seed(0))
    net(3 * x + 1)  # gives batch normalisation statistics that are not its first ones
    activations = [module for module in net if isinstance(module, nn.ReLU)]
    for layer, arrived in enumerate(seen_by(activations, net, x), start=1):
        assert torch.equal(torch.from_numpy(pre_activations(net, x, layer)), arrived)


def test_the_last_layer_gives_the_output():
    net = network()
    x = torch.ones(3, 2)
    assert torch.equal(torch.from_numpy(pre_activations(net, x, 4)), net(x).detach())


def test_a_network_in_training_stays_in_training():
    net = network(normalisation="batch")
    before = {name: value.clone() for name, value in net.state_dict().items()}
    pre_activations(net, torch.ones(3, 2), 2)
    assert all(module.training for module in net.modules())
    assert all(torch.equal(value, before[name]) for name, value in net.state_dict().items())


@pytest.mark.parametrize("layer", [0, 5])
def test_a_layer_that_is_not_there_is_refused(layer):
    with pytest.raises(ValueError, match="layers 1 to 4"):
        pre_activations(network(), torch.ones(1, 2), layer)
