// Core names these but calls nothing of them, and its project includes neither Node's types nor the DOM's. Elsewhere they merge with the
// real ones.
interface AbortSignal {}
interface URL {}
