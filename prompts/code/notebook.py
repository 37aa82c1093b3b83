# %% Analyse a clip. The whole analysis runs in this process; nothing is sent anywhere.
import formtrace as ft

result = ft.analyze("squat.mp4", exercise="squat")  # ft.exercises() lists the ids
result  # a table with the movement as a curve

# %% What was counted, what was not, and why.
reps = result.to_pandas("reps")[["start_s", "end_s", "side", "rom_deg", "score", "grade"]]
rejected = [(attempt.start_s, attempt.reason) for attempt in result.rejected]
print(result.count, result.form, result.warnings)

# %% Joint angles over time, in degrees: NaN where unknown.
import numpy as np

knee_deg = result.angles["left_knee"]  # (N,), at result.times_s
print(f"smallest knee angle {np.nanmin(knee_deg):.0f} degrees")
figure = result.plot()

# %% Why each repetition lost points.
faults = [
    (rep.index, check.name, round((100 - check.score) * check.weight, 1), check.text)
    for rep in result.reps
    for check in rep.subscores
    if check.score < 90
]

# %% Files: the video with the skeleton, a table, OpenSim markers.
result.annotate("overlay.mp4")
result.to_pandas("reps").to_csv("reps.csv", index=False)
result.export("squat.trc")
