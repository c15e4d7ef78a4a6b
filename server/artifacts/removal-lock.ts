/**
 * The advisory lock between backups and the deletion of files. A backup takes it shared before its snapshot and gives it back
 * when it has every file that the snapshot shows; what is to be deleted is chosen by a statement that takes it alone, or
 * chooses nothing. So a file that was chosen lost its row before the snapshot of any backup that begins from then on.
 * It belongs to the connection: of a backup that died nothing is left.
 */
export const REMOVAL_LOCK = 7_355_612;
