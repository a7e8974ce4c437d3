#!/usr/bin/python3
"""A network that PyTorch made, as a safetensors file written by hand, with its output. Run: /usr/bin/python3 make_safetensors.py"""
import base64
import json
import os
import struct

import torch

torch.manual_seed(1)
model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.ReLU(), torch.nn.Sequential(torch.nn.Linear(4, 2)))
x = torch.rand(5, 3)

header, data = {"__metadata__": {"format": "pt"}}, b""
for name, tensor in model.state_dict().items():
    numbers = struct.pack(f"<{tensor.numel()}f", *tensor.reshape(-1).tolist())
    header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(numbers)]}
    data += numbers
text = json.dumps(header, separators=(",", ":")).encode()
text += b" " * (-len(text) % 8)

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "safetensors.json")
with open(path, "w") as file:
    json.dump({
        "file": base64.b64encode(struct.pack("<Q", len(text)) + text + data).decode(),
        "input": x.reshape(-1).tolist(),
        "output": model(x).reshape(-1).tolist(),
    }, file, indent=0)
    file.write("\n")
