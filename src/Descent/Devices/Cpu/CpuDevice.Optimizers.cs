using System.Numerics;
using Descent.Kernels;

namespace Descent.Devices;

internal sealed unsafe partial class CpuDevice
{
    internal override void Update<TRule, T>(ReadOnlySpan<TRule> rules, ReadOnlySpan<UpdateSlot> slots)
    {
        long total = 0;
        foreach (ref readonly var slot in slots) total += slot.Count;

        // Equal chunks over all parameters laid end to end, so that many small tensors and one large one balance alike.
        fixed (UpdateSlot* first = slots)
        fixed (TRule* rule = rules)
        {
            var job = new UpdateJob<TRule, T> { Slots = first, SlotCount = slots.Length, Rules = rule, Total = total };
            WorkerTeam.Run(ref job, checked((int)((total + Chunk - 1) / Chunk)));
        }
    }

    internal override int TrustChunks(ReadOnlySpan<UpdateSlot> slots)
    {
        var chunks = 0;
        foreach (ref readonly var slot in slots) chunks += Chunks(slot.Count);
        return chunks;
    }

    internal override void UpdateByTrust<TRule, T>(ReadOnlySpan<TRule> rules, Span<UpdateSlot> slots, Span<double> sums)
    {
        // Chunks end where parameters do, so that each adds to one parameter's norms.
        fixed (UpdateSlot* first = slots)
        fixed (TRule* rule = rules)
        fixed (double* sum = sums)
        {
            var chunks = TrustChunks(slots);
            var job = new TrustJob<TRule, T> { Slots = first, Rules = rule, Sums = sum };
            WorkerTeam.Run(ref job, chunks);
            for (int s = 0, chunk = 0; s < slots.Length; s++)
            {
                double weights = 0, directions = 0;
                for (var last = chunk + Chunks(first[s].Count); chunk < last; chunk++) (weights, directions) = (weights + sum[2 * chunk], directions + sum[2 * chunk + 1]);
                first[s].Trust = weights > 0 && directions > 0 ? Math.Sqrt(weights) / Math.Sqrt(directions) : 1;
            }

            job.IsSecond = true;
            WorkerTeam.Run(ref job, chunks);
        }
    }

    internal override void SumSquares<T>(ReadOnlySpan<UpdateSlot> slots, Span<double> sums, Span<double> room)
    {
        fixed (UpdateSlot* first = slots)
        fixed (double* parts = room)
        {
            var job = new SquaresJob<T> { Slots = first, Parts = parts };
            WorkerTeam.Run(ref job, TrustChunks(slots));
            for (int s = 0, chunk = 0; s < slots.Length; s++)
            {
                sums[s] = 0;
                for (var last = chunk + Chunks(first[s].Count); chunk < last; chunk++) sums[s] += parts[chunk];
            }
        }
    }

    internal override bool AllFinite<T>(ReadOnlySpan<UpdateSlot> slots)
    {
        fixed (UpdateSlot* first = slots)
        {
            var found = 0;
            var job = new FiniteJob<T> { Slots = first, Found = &found };
            WorkerTeam.Run(ref job, TrustChunks(slots));
            return found == 0;
        }
    }

    private struct FiniteJob<T> : IJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public UpdateSlot* Slots;
        public int* Found;

        public readonly void Run(int index)
        {
            var slot = Slots;
            var chunk = index;
            for (; chunk >= Chunks(slot->Count); slot++) chunk -= Chunks(slot->Count);
            var start = chunk * Chunk;
            if (!Finite.All((T*)slot->Gradient + start, Math.Min(Chunk, slot->Count - start))) Volatile.Write(ref *Found, 1);
        }
    }

    private struct SquaresJob<T> : IJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public UpdateSlot* Slots;
        public double* Parts;

        public readonly void Run(int index)
        {
            var slot = Slots;
            var chunk = index;
            for (; chunk >= Chunks(slot->Count); slot++) chunk -= Chunks(slot->Count);
            var start = chunk * Chunk;
            Parts[index] = SquareSum.Of((T*)slot->Gradient + start, Math.Min(Chunk, slot->Count - start));
        }
    }

    private struct TrustJob<TRule, T> : IJob
        where TRule : unmanaged, ITrustRule
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public UpdateSlot* Slots;
        public TRule* Rules;
        public double* Sums;
        public bool IsSecond;

        public readonly void Run(int index)
        {
            var slot = Slots;
            var chunk = index;
            for (; chunk >= Chunks(slot->Count); slot++) chunk -= Chunks(slot->Count);
            int start = chunk * Chunk, end = Math.Min(slot->Count, start + Chunk);
            if (IsSecond) ApplyTrustUpdate.Step<TRule, T>(Rules[slot->Rule], *slot, start, end);
            else ApplyTrustUpdate.Advance<TRule, T>(Rules[slot->Rule], *slot, start, end, out Sums[2 * index], out Sums[2 * index + 1]);
        }
    }

    private struct UpdateJob<TRule, T> : IJob
        where TRule : unmanaged, IUpdateRule
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public UpdateSlot* Slots;
        public int SlotCount;
        public TRule* Rules;
        public long Total;

        public readonly void Run(int index)
        {
            var from = (long)index * Chunk;
            var to = Math.Min(from + Chunk, Total);
            long slotStart = 0;
            for (var s = 0; s < SlotCount && slotStart < to; s++)
            {
                var slot = Slots + s;
                var slotEnd = slotStart + slot->Count;
                if (slotEnd > from)
                    ApplyUpdate.Run<TRule, T>(Rules[slot->Rule], *slot, (int)Math.Max(0, from - slotStart), (int)Math.Min(slot->Count, to - slotStart));
                slotStart = slotEnd;
            }
        }
    }
}
