"""What `tellus agent` does: any command as a worker. Guide: docs/guide/agent.md.

| module | is |
| --- | --- |
| `agent`, `worker`, `ending` | W workers until there is nothing more, and how they end |
| `attempt`, `conclusion`, `telling` | one trial at work, and what is told of it |
| `plan`, `surroundings` | what the agent was told, and what its attempts share |
| `template`, `formatting`, `given`, `environment`, `gpus` | the command as a trial's process is given it |
| `child`, `group`, `watchdog` | the process and its group |
| `listening`, `reading`, `metric_lines`, `metric_file`, `recorder` | what it says, and reporting that |
| `checkpoints`, `folder_archive` | the file, or folder, to go on from |
| `output_folder`, `bounded_log`, `last_lines` | what is kept of it on disk |
"""
