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
