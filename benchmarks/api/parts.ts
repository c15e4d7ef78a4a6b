import type { Part } from "./part";
import { crowd } from "./parts/crowd";
import { growth } from "./parts/growth";
import { memory } from "./parts/memory";
import { requests } from "./parts/requests";
import { rivals } from "./parts/rivals";
import { sequential } from "./parts/sequential";
import { workers } from "./parts/workers";

export const parts: readonly Part[] = [requests, workers, sequential, crowd, rivals, growth, memory];
