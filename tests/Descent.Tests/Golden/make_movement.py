#!/usr/bin/python3
"""Golden cases of movement, softmax and look-up operations. Run with PyTorch 1.13: /usr/bin/python3 make_movement.py"""
import torch
import torch.nn.functional as F

from golden import case, ints, rand, save

# Exponentials of these overflow or vanish unless the largest is subtracted first.
LARGE = torch.tensor([[1000.0, 999, 998, -1000, 0, 0, 1, 2, 3, 4]]).double()

case("Reshape", lambda x: x.reshape(tuple(reversed(x.shape))), rand(2, 3, 4))
case("Permute", lambda x: x.permute(1, 2, 3, 0), rand(2, 3, 4, 5))
case("PermuteImages", lambda x: x.permute(0, 3, 1, 2), rand(2, 3, 4, 5))
case("Transpose", lambda x: x.transpose(-2, -1), rand(3, 9, 11))
case("ConcatFirst", lambda a, b: torch.cat([a, b], 0), rand(2, 3, 4), rand(5, 3, 4))
case("ConcatLast", lambda a, b: torch.cat([a, b], -1), rand(2, 3, 4), rand(2, 3, 2))
case("Stack", lambda a, b: torch.stack([a, b], 1), rand(3, 4), rand(3, 4))
case("SliceFirst", lambda x: x[1:], rand(4, 3, 2))
case("SliceLast", lambda x: x[..., :-1], rand(4, 3, 5))
case("SplitSwapped", lambda x: torch.cat([x[..., 1:], x[..., :1]], -1), rand(3, 4))
case("Pad", lambda x: F.pad(x, [v for i in reversed(range(x.dim())) for v in (i, 1)], value=0.5), rand(2, 3, 4))
case("IndexSelectFirst", lambda x, i: x[i], rand(5, 3), ints([4, 0, 4, 2]))
case("IndexSelectLast", lambda x, i: x[..., i], rand(2, 3, 5), ints([[4, 0], [4, 2]]))
case("Embedding", lambda w, i: F.embedding(i, w), rand(6, 4), ints([[5, 0, 5], [1, 1, 5]]))
case("OneHot", lambda i: F.one_hot(i, 7).double(), ints([[6, 0, 3], [1, 1, 2]]))
case("To", lambda i: i.float(), ints([[6, 0, -3], [1, 1, 2]]))
case("Softmax", lambda x: F.softmax(x, -1), torch.cat([rand(3, 10, low=-9, high=9), LARGE]))
case("SoftmaxFirst", lambda x: F.softmax(x, 0), rand(5, 19))
case("LogSoftmax", lambda x: F.log_softmax(x, -1), torch.cat([rand(3, 10, low=-9, high=9), LARGE]))
case("LogSoftmaxFirst", lambda x: F.log_softmax(x, 0), rand(5, 19))

save(__file__)
